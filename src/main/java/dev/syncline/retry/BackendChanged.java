package dev.syncline.retry;

/** A backend went away or came back. */
public record BackendChanged(Backend backend, boolean online) {}
