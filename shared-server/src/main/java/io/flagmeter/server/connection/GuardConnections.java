package io.flagmeter.server.connection;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** Guards every connection that the server accepts; Netty finds it as a service. */
@RegisterForReflection
public final class GuardConnections extends ChannelInitializerExtension {

    /**
     * Enough for nearly every answer. The kernel's own choice grows to megabytes a connection for a
     * client that does not read.
     */
    private static final int SEND_BUFFER = 64 << 10;

    /** Makes Netty look for it; to be called before the server starts. */
    public static void enable() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
        // The server fills the pipeline when the channel is registered, which comes after this.
        channel.pipeline().addLast(new Guard());
    }

    private static final class Guard extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            // Netty makes its services before there are any beans.
            Arc.container().instance(Connections.class).get().guard(channel);
        }
    }
}
