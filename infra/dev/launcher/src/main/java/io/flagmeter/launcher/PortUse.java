package io.flagmeter.launcher;

/** A port of the stack and who has it now. */
public record PortUse(int port, String service, boolean used, boolean takenByOthers) {}
