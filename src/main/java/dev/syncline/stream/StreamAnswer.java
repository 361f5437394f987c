package dev.syncline.stream;

/** The body of an answer that goes on until somebody ends it. */
record StreamAnswer(Runnable start) {

    void begin() {
        start.run();
    }
}
