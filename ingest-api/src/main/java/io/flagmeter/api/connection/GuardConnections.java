package io.flagmeter.api.connection;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.SmallRyeConfig;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Puts a deadline on every connection that the server accepts; Netty finds it as a service. */
@RegisterForReflection
public final class GuardConnections extends ChannelInitializerExtension {

    private @Nullable Duration limit;

    /** Makes Netty look for it; to be called before the server starts. */
    public static void enable() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        // The server fills the pipeline when the channel is registered, which comes after this.
        channel.pipeline().addLast(new Guard());
    }

    private final class Guard extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            ChannelHandlerContext decoder = channel.pipeline().context(HttpRequestDecoder.class);
            if (decoder != null) {
                RequestDeadline.guard(decoder, limit());
            }
        }
    }

    /** Read when it is there: Netty makes this object before the configuration. */
    private Duration limit() {
        Duration known = limit;
        if (known == null) {
            known =
                    ConfigProvider.getConfig()
                            .unwrap(SmallRyeConfig.class)
                            .getConfigMapping(ConnectionConfig.class)
                            .requestTimeout();
            limit = known;
        }
        return known;
    }
}
