package dev.syncline.retry;

/** The service begins to stop: nobody is to wait any longer. */
public record ServiceStopping() {}
