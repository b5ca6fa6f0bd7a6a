package io.flagmeter.server.precondition;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Marks a change that heeds the header If-Match, for the API's description. */
@Retention(RUNTIME)
@Target(METHOD)
public @interface IfMatch {}
