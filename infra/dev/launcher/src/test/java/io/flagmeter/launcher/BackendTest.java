package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BackendTest {

    @Test
    void passwordIsNeitherShownNorRemembered() {
        var backend =
                Backend.replacedBy(
                        Server.POSTGRES, "postgresql://me:s3cr%40t@db.example.com/meter");

        assertThat(backend.shown()).isEqualTo("postgresql://me:***@db.example.com/meter");
        assertThat(backend.address()).isEqualTo("external db.example.com:5432/meter");
    }

    @Test
    void passwordWithoutAnAccountIsBlottedOutToo() {
        assertThat(Backend.replacedBy(Server.VALKEY, "redis://:secret@cache:6380").shown())
                .isEqualTo("redis://:***@cache:6380");
    }

    @Test
    void nodesOfAClusterAreLookedAtOneByOne() {
        var cluster = Backend.replacedBy(Server.VALKEY, "redis://:secret@a:1, redis://:secret@b:2");

        assertThat(cluster.shown()).isEqualTo("redis://:***@a:1, redis://:***@b:2");
        assertThat(cluster.host()).isEqualTo("a");
        assertThat(cluster.nodes()).extracting(Backend::host).containsExactly("a", "b");
        assertThat(cluster.nodes()).extracting(Backend::port).containsExactly(1, 2);
    }

    @Test
    void whatIsNoUrlNamesItsVariable() {
        var backend = Backend.replacedBy(Server.VALKEY, "redis://local host");

        assertThatThrownBy(backend::port).hasMessageContaining("VALKEY_URL");
    }
}
