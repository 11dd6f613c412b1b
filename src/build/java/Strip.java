import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Cuts off the end of executables and libraries, which is for linkers and debuggers: symbols and the table of sections.
/// Who runs one, the kernel and the loader of any C library, reads the segments that the program header names, and these
/// come first. Files that are not ELF of 64 bits, little-endian, are left as they are, and so are those without segments.
///
/// The offsets are those of Elf64_Ehdr and Elf64_Phdr in the System V Application Binary Interface, "ELF Header" and
/// "Program Header" (https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html).
///
/// java Strip.java FILE...
class Strip {

    private static final int HEADER = 64;

    /// e_ident, the first seven bytes: the magic number, ELFCLASS64, ELFDATA2LSB, EV_CURRENT.
    private static final long IDENTITY = 0x01_01_02_46_4c_45_7fL;

    public static void main(String[] files) throws IOException {
        for (var file : files) {
            try (var channel = FileChannel.open(Path.of(file), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                strip(channel);
            }
        }
    }

    private static void strip(FileChannel file) throws IOException {
        var header = read(file, 0, HEADER);
        if (header.limit() < HEADER || (header.getLong(0) & 0xff_ffff_ffff_ffffL) != IDENTITY) {
            return;
        }
        long table = header.getLong(32); // e_phoff
        int size = header.getShort(54); // e_phentsize
        int segments = header.getShort(56); // e_phnum
        long end = table + (long) segments * size;
        for (int i = 0; i < segments; i++) {
            var segment = read(file, table + (long) i * size, size);
            end = Math.max(end, segment.getLong(8) + segment.getLong(32)); // p_offset, p_filesz
        }
        if (segments > 0) {
            // e_shoff, e_shnum, e_shstrndx: there are no sections.
            header.putLong(40, 0).putShort(60, (short) 0).putShort(62, (short) 0);
            file.write(header, 0);
            file.truncate(end);
        }
    }

    private static ByteBuffer read(FileChannel file, long position, int size) throws IOException {
        var bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.read(bytes, position);
        return bytes.flip();
    }
}
