package dev.syncline.ingress;

import java.util.List;

/**
 * What a client sent: its changes, each valid or refused, in the order it sent them.
 *
 * @param sentAt the client's clock when it sent, epoch milliseconds, or null
 * @param epoch the epoch of the client's cursor, or null
 */
public record Push(String clientId, Long sentAt, String epoch, List<PushItem> items) {}
