package io.flagmeter.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The other side of the ratio: the HTTP server of the API with handlers that read the body, answer
 * what the API answers, and do nothing; or do one bare LPUSH. It runs as a process of its own with
 * the JVM flags and the event loops of the API.
 */
final class NoopServer extends AbstractVerticle {

    static final String NOTHING = "/nothing";
    static final String LPUSH = "/lpush";
    static final String KEY = "bench:lpush";

    private static final Buffer ANSWER =
            Buffer.buffer("{\"id\":\"req-single-000000000000\",\"status\":\"accepted\"}");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final int port;
    private final String valkey;
    private @Nullable RedisConnection connection;

    private NoopServer(int port, String valkey) {
        this.port = port;
        this.valkey = valkey;
    }

    /** Arguments: port, event loops, URL of Valkey. */
    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        int loops = Integer.parseInt(args[1]);
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        vertx.deployVerticle(
                        () -> new NoopServer(port, args[2]),
                        new DeploymentOptions().setInstances(loops))
                .onSuccess(id -> System.out.println("ready"))
                .onFailure(
                        e -> {
                            System.out.println(e);
                            System.exit(1);
                        });
    }

    @Override
    public void start(Promise<Void> started) {
        var router = Router.router(vertx);
        router.post(NOTHING)
                .handler(context -> context.request().body().onSuccess(b -> ok(context)));
        router.post(LPUSH)
                .handler(context -> context.request().body().onSuccess(b -> push(context, b)));
        var options =
                new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setIdleTimeout(60)
                        .setHttp2ClearTextEnabled(false);
        Future<RedisConnection> connected = Redis.createClient(vertx, valkey).connect();
        connected
                .onSuccess(open -> connection = open)
                .compose(open -> vertx.createHttpServer(options).requestHandler(router).listen())
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void push(RoutingContext context, Buffer body) {
        // One connection an event loop takes them all, pipelined: the cheapest way there is.
        Request push = Request.cmd(Command.LPUSH).arg(KEY).arg(body);
        Objects.requireNonNull(connection)
                .send(push)
                .onSuccess(length -> ok(context))
                .onFailure(context::fail);
    }

    private static void ok(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(ANSWER);
    }
}
