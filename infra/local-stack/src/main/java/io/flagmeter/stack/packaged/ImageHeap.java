package io.flagmeter.stack.packaged;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.ref.Cleaner;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.URISyntaxException;
import java.nio.channels.Channel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What a native program would carry from the machine and the moment of its build. Its classes are
 * initialised there, and what their static fields hold becomes part of the program: native-image
 * refuses some of it, and the rest is wrong wherever the program runs.
 */
public final class ImageHeap {

    private static final List<Class<?>> OF_A_MACHINE =
            List.of(
                    InetAddress.class,
                    SocketAddress.class,
                    RandomGenerator.class,
                    Thread.class,
                    Process.class,
                    Channel.class,
                    FileDescriptor.class,
                    Cleaner.class);

    /** Asked while a class is initialised, they answer for the build. */
    private static final Set<String> OF_A_MOMENT =
            Set.of(
                    "java/lang/System.nanoTime",
                    "java/lang/System.currentTimeMillis",
                    "java/lang/System.getenv",
                    "java/lang/System.getProperty",
                    "java/lang/ProcessHandle.current",
                    "java/lang/Runtime.availableProcessors",
                    "java/lang/Runtime.maxMemory",
                    "java/time/Instant.now",
                    "java/time/LocalDate.now",
                    "java/time/ZoneId.systemDefault",
                    "java/util/UUID.randomUUID",
                    "java/net/InetAddress.getLocalHost");

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<String> findings = new ArrayList<>();

    private ImageHeap() {}

    /** A sentence for each static field of the modules of these classes that holds such a thing. */
    public static List<String> findings(Class<?>... ofEachModule) {
        var heap = new ImageHeap();
        for (Class<?> type : ofEachModule) {
            heap.lookAt(type);
        }
        return List.copyOf(heap.findings);
    }

    private void lookAt(Class<?> ofModule) {
        try {
            Path place =
                    Path.of(ofModule.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                lookAt(place, ofModule.getClassLoader());
                return;
            }
            try (var jar = FileSystems.newFileSystem(place)) {
                lookAt(jar.getPath("/"), ofModule.getClassLoader());
            }
        } catch (IOException | URISyntaxException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void lookAt(Path folder, ClassLoader loader)
            throws IOException, ReflectiveOperationException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            String path = folder.relativize(file).toString();
            if (path.startsWith("io/flagmeter/") && !path.endsWith("-info.class")) {
                String name = path.replace('/', '.').replaceFirst("\\.class$", "");
                lookAtInitialiser(name, Files.readAllBytes(file));
                lookAtFields(Class.forName(name, true, loader));
            }
        }
    }

    private void lookAtInitialiser(String name, byte[] bytes) {
        ClassFile.of().parse(bytes).methods().stream()
                .filter(method -> method.methodName().equalsString("<clinit>"))
                .flatMap(ImageHeap::calls)
                .filter(OF_A_MOMENT::contains)
                .forEach(call -> findings.add("%s is initialised with %s".formatted(name, call)));
    }

    private static Stream<String> calls(MethodModel method) {
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .filter(InvokeInstruction.class::isInstance)
                .map(InvokeInstruction.class::cast)
                .map(call -> call.owner().asInternalName() + "." + call.name().stringValue());
    }

    private void lookAtFields(Class<?> type) throws IllegalAccessException {
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                field.setAccessible(true);
                follow(field.get(null), type.getName() + "." + field.getName());
            }
        }
    }

    /** Into our own objects, and through what holds others; the JDK's are closed to reflection. */
    private void follow(Object value, String where) throws IllegalAccessException {
        if (value == null || !seen.add(value)) {
            return;
        }
        if (OF_A_MACHINE.stream().anyMatch(type -> type.isInstance(value))) {
            findings.add("%s holds a %s".formatted(where, value.getClass().getName()));
            return;
        }
        for (Object inner : contents(value)) {
            follow(inner, where);
        }
        if (value.getClass().getName().startsWith("io.flagmeter.")) {
            for (Class<?> type = value.getClass();
                    type != Object.class;
                    type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()
                            && field.trySetAccessible()) {
                        follow(field.get(value), where);
                    }
                }
            }
        }
    }

    private static Collection<?> contents(Object value) {
        return switch (value) {
            case Object[] array -> Arrays.asList(array);
            case Collection<?> collection -> collection;
            case Map<?, ?> map ->
                    Stream.concat(map.keySet().stream(), map.values().stream()).toList();
            case Optional<?> optional -> optional.stream().toList();
            default -> List.of();
        };
    }
}
