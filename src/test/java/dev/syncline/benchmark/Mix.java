package dev.syncline.benchmark;

/** What the changes of a run have to do with each other. */
enum Mix {
    NO_CONFLICTS("no conflicts"),
    MERGES("10 % merges"),
    HOT_RECORD("one hot record"),
    CREATES("all creates"),
    ZIPF("zipf keys");

    final String text;

    Mix(String text) {
        this.text = text;
    }
}
