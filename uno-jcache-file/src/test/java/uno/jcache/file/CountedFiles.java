/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import uno.jcache.spi.ProviderSetting;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.StoreProvider;

/** A file provider that counts what is read, by its directory. */
public final class CountedFiles implements StoreProvider {
  static final String TYPE = "counted-file";

  private static final Map<Path, Reads> READS = new ConcurrentHashMap<>();

  /** What was read in a directory. */
  static final class Reads {
    final LongAdder count = new LongAdder();
    final LongAdder bytes = new LongAdder();
  }

  /** Made by the service loader. */
  public CountedFiles() {}

  static Reads of(Path dir) {
    return READS.computeIfAbsent(dir, key -> new Reads());
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Class<FileByteStore> storeType() {
    return FileByteStore.class;
  }

  @Override
  public List<ProviderSetting<?>> settings() {
    return FileSettings.ALL;
  }

  @Override
  public StoreFactory open(String name, Map<String, ?> settings) {
    FileSettings parsed = FileSettings.of(name, settings);
    Reads reads = of(parsed.dir());
    return new FileStoreFactory(name, parsed, (path, mode) -> new Counted(path, mode, reads));
  }

  private static final class Counted extends RandomAccessFile {
    private final Reads reads;

    Counted(Path path, String mode, Reads reads) throws IOException {
      super(path.toFile(), mode);
      this.reads = reads;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      reads.count.increment();
      reads.bytes.add(Math.max(read, 0));
      return read;
    }
  }
}
