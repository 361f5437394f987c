package dev.syncline.resolve;

import dev.syncline.change.ErrorCode;

/** Why a change can never be applied. */
public record Refusal(ErrorCode code, String detail) {}
