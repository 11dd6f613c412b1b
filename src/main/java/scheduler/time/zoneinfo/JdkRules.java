package scheduler.time.zoneinfo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamConstants;
import java.io.StreamCorruptedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.Map;

/// The rules that the JDK brings along, read from its `lib/tzdb.dat`: to ask `java.time` for them would be to use
/// them, and then it is too late for others.
record JdkRules(String version, Map<String, byte[]> byId) {

    private static final String SERIALIZED = "java.time.zone.Ser";
    private static final long SERIAL_VERSION = -8885321777449118786L;

    static JdkRules read() throws IOException {
        return read(Path.of(System.getProperty("java.home"), "lib", "tzdb.dat"));
    }

    static JdkRules read(Path file) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            if (in.readByte() != 1 || !in.readUTF().equals("TZDB") || in.readUnsignedShort() != 1) {
                throw new StreamCorruptedException(file + " is of an unknown format");
            }
            var version = in.readUTF();
            var ids = new String[in.readUnsignedShort()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = in.readUTF();
            }
            var rules = new byte[in.readUnsignedShort()][];
            for (int i = 0; i < rules.length; i++) {
                rules[i] = in.readNBytes(in.readUnsignedShort());
            }
            var byId = new HashMap<String, byte[]>();
            for (int zones = in.readUnsignedShort(); zones > 0; zones--) {
                var id = ids[in.readUnsignedShort()];
                byId.put(id, rules[in.readUnsignedShort()]);
            }
            return new JdkRules(version, Map.copyOf(byId));
        }
    }

    /// What stands in the file is the serialized form that `ZoneRules` documents, without the frame around it.
    static ZoneRules decode(byte[] rules) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
            out.writeShort(ObjectStreamConstants.STREAM_VERSION);
            out.writeByte(ObjectStreamConstants.TC_OBJECT);
            out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
            out.writeUTF(SERIALIZED);
            out.writeLong(SERIAL_VERSION);
            out.writeByte(ObjectStreamConstants.SC_EXTERNALIZABLE | ObjectStreamConstants.SC_BLOCK_DATA);
            out.writeShort(0);
            out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
            out.writeByte(ObjectStreamConstants.TC_NULL);
            out.writeByte(ObjectStreamConstants.TC_BLOCKDATALONG);
            out.writeInt(rules.length);
            out.write(rules);
            out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
            try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                return (ZoneRules) in.readObject();
            }
        } catch (IOException | ClassNotFoundException | ClassCastException e) {
            throw new IllegalStateException("the JDK's time zones cannot be read", e);
        }
    }
}
