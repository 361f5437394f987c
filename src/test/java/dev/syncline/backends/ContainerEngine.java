package dev.syncline.backends;

/** What runs containers, if there is one. */
interface ContainerEngine {

    boolean answers();

    /** Returns when the images of the broker and the database are there; fails where they cannot be had. */
    void fetchImages();
}
