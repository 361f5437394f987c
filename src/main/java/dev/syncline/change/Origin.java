package dev.syncline.change;

/** Who made a change: a client is one device, named within tenant and subject. */
public record Origin(String tenant, String subject, String clientId) {}
