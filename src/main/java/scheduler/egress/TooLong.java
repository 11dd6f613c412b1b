package scheduler.egress;

/// That an answer is longer than whoever reads it wants to know.
public final class TooLong extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooLong(int bytesMax) {
        super("More than " + bytesMax + " bytes were answered.", null, false, false);
    }
}
