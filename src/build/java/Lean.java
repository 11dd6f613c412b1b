import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Takes out of the classes in the jar what nothing reads at run time, a tenth of them, in the jar and in the AOT cache:
/// the names of local variables, which are for debuggers, and the type parameters of methods and fields, which are for
/// compilers. Line numbers stay for stack traces, and type parameters of classes for Netty, which looks at them.
///
/// Small entries are not compressed, as that makes little of them. In the layer of an image they are, all together, and
/// stand together for that.
///
/// java -cp asm.jar Lean.java JAR
class Lean {

    /// The library of holidays tells the kinds of rules by them.
    private static final List<String> WITH_TYPES = List.of("de/focus_shift/", "scheduler/holiday/");

    private static final int SMALL = 1_500;

    public static void main(String[] arguments) throws IOException {
        var jar = Path.of(arguments[0]);
        var lean = Path.of(jar + ".lean");
        try (var from = new ZipFile(jar.toFile());
                var to = new ZipOutputStream(Files.newOutputStream(lean))) {
            to.setLevel(Deflater.BEST_COMPRESSION);
            var contents = new TreeMap<String, byte[]>();
            for (var entry : Collections.list(from.entries())) {
                contents.put(entry.getName(), content(from, entry));
            }
            for (boolean small : List.of(true, false)) {
                for (var each : contents.entrySet()) {
                    if (each.getValue().length < SMALL == small) {
                        write(to, from.getEntry(each.getKey()), each.getValue(), small);
                    }
                }
            }
        }
        Files.move(lean, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] content(ZipFile from, ZipEntry entry) throws IOException {
        var name = entry.getName();
        var content = from.getInputStream(entry).readAllBytes();
        return name.endsWith(".class") ? lean(content, WITH_TYPES.stream().anyMatch(name::startsWith)) : content;
    }

    private static void write(ZipOutputStream to, ZipEntry entry, byte[] content, boolean small) throws IOException {
        var copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        if (small) {
            store(copy, content);
        }
        to.putNextEntry(copy);
        to.write(content);
        to.closeEntry();
    }

    private static void store(ZipEntry entry, byte[] content) {
        var checksum = new CRC32();
        checksum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
    }

    private static byte[] lean(byte[] type, boolean withTypes) {
        var writer = new ClassWriter(0);
        new ClassReader(type)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public FieldVisitor visitField(
                                    int access, String name, String descriptor, String signature, Object value) {
                                return super.visitField(access, name, descriptor, withTypes ? signature : null, value);
                            }

                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] thrown) {
                                return nameless(super.visitMethod(
                                        access, name, descriptor, withTypes ? signature : null, thrown));
                            }
                        },
                        0);
        return writer.toByteArray();
    }

    private static MethodVisitor nameless(MethodVisitor method) {
        return new MethodVisitor(Opcodes.ASM9, method) {
            @Override
            public void visitLocalVariable(
                    String name, String descriptor, String signature, Label start, Label end, int index) {
                // Left out.
            }
        };
    }
}
