package io.flagmeter.server.access;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Marks what wants a key with the scope admin. */
@NameBinding
@Retention(RUNTIME)
@Target({TYPE, METHOD})
public @interface AdminOnly {}
