package scheduler.message;

/// Carries a problem out of code that cannot go on: a record that refuses nonsense, a reader of JSON, a full queue.
/// It is an answer, not a failure of the machine, so it has no stack trace.
public final class Refusal extends RuntimeException {

    private final transient Problem problem;

    public Refusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public static Refusal malformed(String pointer, String detail) {
        return new Refusal(Problem.at(Code.MALFORMED, pointer, detail));
    }

    public static Refusal invalid(String pointer, String detail) {
        return new Refusal(Problem.at(Code.INVALID, pointer, detail));
    }

    public static Refusal overloaded(String detail) {
        return new Refusal(Problem.of(Code.OVERLOADED, detail));
    }

    public Problem problem() {
        return problem;
    }

    /// Whether it is for what the machine cannot do now, so that the same may well be done later.
    public boolean isPassing() {
        return problem.code() == Code.OVERLOADED;
    }
}
