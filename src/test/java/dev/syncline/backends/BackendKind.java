package dev.syncline.backends;

/** What backends run in, and the decision which it is. */
enum BackendKind {
    CONTAINERS,
    EMBEDDED;

    static final String PROPERTY = "backends";

    /** @param wanted as in {@code -Dbackends=}; empty leaves it to what is there */
    static BackendKind of(String wanted, ContainerEngine engine) {
        return switch (wanted) {
            case "containers" -> required(engine);
            case "embedded" -> EMBEDDED;
            case "" -> byWhatIsThere(engine);
            default ->
                throw new IllegalArgumentException(
                        "-D" + PROPERTY + "=" + wanted + ": it is containers or embedded, or left out");
        };
    }

    private static BackendKind required(ContainerEngine engine) {
        if (!engine.answers()) {
            throw new IllegalStateException(
                    "-D" + PROPERTY + "=containers: no Docker engine answers; start one, or leave the option out");
        }
        try {
            engine.fetchImages();
            return CONTAINERS;
        } catch (RuntimeException noImage) {
            throw new IllegalStateException(
                    "-D" + PROPERTY
                            + "=containers: Docker lacks an image and cannot pull it; load it, or leave the option"
                            + " out: " + noImage.getMessage(),
                    noImage);
        }
    }

    private static BackendKind byWhatIsThere(ContainerEngine engine) {
        if (!engine.answers()) {
            return EMBEDDED;
        }
        try {
            engine.fetchImages();
            return CONTAINERS;
        } catch (RuntimeException noImage) {
            System.out.println("Docker answers, but lacks an image: " + noImage.getMessage());
            return EMBEDDED;
        }
    }
}
