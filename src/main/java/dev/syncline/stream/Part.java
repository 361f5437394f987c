package dev.syncline.stream;

import java.util.concurrent.atomic.AtomicInteger;

/** A part of what is sent: in memory once, to however many clients it is on its way. */
final class Part {

    private final byte[] bytes;
    private final AtomicInteger holders = new AtomicInteger();

    Part(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return bytes.length;
    }

    /** @return how many bytes are held from now on that nobody held before */
    int hold() {
        return holders.getAndIncrement() == 0 ? bytes.length : 0;
    }

    /** @return how many bytes nobody holds from now on */
    int release() {
        return holders.decrementAndGet() == 0 ? bytes.length : 0;
    }
}
