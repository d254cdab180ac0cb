package dev.sluice.runner.function;

import dev.sluice.core.protocol.Frame;
import dev.sluice.function.InstanceContext;
import dev.sluice.runner.binding.JsonBinder;
import dev.sluice.runner.binding.UnbindableTypeException;
import dev.sluice.runner.event.Results;
import dev.sluice.runner.loading.BadClassPathException;
import dev.sluice.runner.loading.FunctionLoader;
import dev.sluice.runner.loading.StartupProfile;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Turns an order into a function that is ready to be called. */
public final class Specialiser {

    private static final List<String> API = List.of("dev.sluice.function", "dev.sluice.function.ownership");

    private final Set<String> shared;

    public Specialiser() {
        this(Set.of());
    }

    /** One that also takes the classes of {@code packages} from the runner itself. */
    public Specialiser(Set<String> packages) {
        shared = new HashSet<>(packages);
        shared.addAll(API);
    }

    /**
     * Opens the class path, hands its loader to {@code opened}, finds the handler, runs its initialisers, its constructor and its start hook, all on this
     * thread, whose context class loader becomes the function's.
     */
    public Specialisation specialise(Frame.Specialise order, InstanceContext context, Consumer<FunctionLoader> opened) {
        try {
            return new Specialisation.Ready(load(order, context, opened));
        } catch (SpecialisationException e) {
            return new Specialisation.Failed(e.fault(), e.error(), e.hint());
        }
    }

    private LoadedFunction load(Frame.Specialise order, InstanceContext context, Consumer<FunctionLoader> opened)
            throws SpecialisationException {
        FunctionLoader loader = open(ClassPath.of(order.artifact()), profile(order));
        try {
            opened.accept(loader);
            Thread.currentThread().setContextClassLoader(loader);
            Target target = TargetFinder.find(
                    HandlerName.parse(order.handler()),
                    Contract.named(order.settings().get(Frame.Specialise.CONTRACT)),
                    loader);
            JsonBinder json = new JsonBinder(target.type());
            InputForm input = inputForm(target, json);
            if (!(input instanceof InputForm.Events && Results.are(target.output()))) {
                checkOutput(target, json);
            }
            start(target, context);
            return new LoadedFunction(target, input, json, loader);
        } catch (SpecialisationException e) {
            loader.close();
            throw e;
        }
    }

    private static StartupProfile profile(Frame.Specialise order) {
        return StartupProfile.parse(order.settings().getOrDefault(Frame.Profile.SETTING, ""));
    }

    private FunctionLoader open(List<Path> classPath, StartupProfile profile) throws SpecialisationException {
        try {
            return FunctionLoader.open(classPath, profile, Specialiser.class.getClassLoader(), shared);
        } catch (BadClassPathException e) {
            throw SpecialisationException.badArtifact(
                    String.valueOf(e.getMessage()), "deploy the jar again: it may have been cut short");
        }
    }

    private static InputForm inputForm(Target target, JsonBinder json) throws SpecialisationException {
        try {
            return InputForm.of(target.input(), json);
        } catch (UnbindableTypeException e) {
            throw SpecialisationException.wrongSignature(
                    "the input of " + target.description() + " cannot be bound: " + e.getMessage(),
                    e.advises()
                            ? ""
                            : "take a record, a class with fields, String, byte[], InputStream, Request, CloudEvent, List,"
                                    + " Map or Void");
        } catch (LinkageError | TypeNotPresentException e) {
            throw LoadingFaults.explain(e, target.description(), "the input type of " + target.description());
        }
    }

    private static void checkOutput(Target target, JsonBinder json) throws SpecialisationException {
        try {
            OutputForms.check(target.output(), json);
        } catch (UnbindableTypeException e) {
            throw SpecialisationException.wrongSignature(
                    "the result of " + target.description() + " cannot be sent: " + e.getMessage(),
                    e.advises()
                            ? ""
                            : "answer with a record, a class with fields, String, byte[], InputStream, Path, Response,"
                                    + " List, Map, Stream or void");
        } catch (LinkageError | TypeNotPresentException e) {
            throw LoadingFaults.explain(e, target.description(), "the result type of " + target.description());
        }
    }

    private static void start(Target target, InstanceContext context) throws SpecialisationException {
        if (target.lifecycle().isEmpty()) {
            return;
        }
        try {
            target.lifecycle().get().start(context);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            throw SpecialisationException.threw(
                    StartFault.START_HOOK_FAILED,
                    e,
                    "start(InstanceContext) of " + target.description() + " threw; the frames say where");
        }
    }
}
