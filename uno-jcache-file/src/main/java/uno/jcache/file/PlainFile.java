/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipOutputStream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;
import org.h2.mvstore.SFChunk;
import org.h2.mvstore.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The file under an MVStore, read and written by {@link RandomAccessFile}s.
 *
 * <p>MVStore's own implementation uses a FileChannel, which an interrupt of any reading thread
 * closes for all threads. A RandomAccessFile ignores interrupts but has only one position, so each
 * read takes one from a pool. MVStore gets this object itself rather than a name in its registry of
 * file systems, because that registry is static and would keep the classes of a discarded
 * application in memory.
 *
 * <p>After the first failed read or write, all later ones fail too. Otherwise MVStore, while
 * opening a file, would mistake unreadable chunks for incomplete ones and continue with an older
 * version, as if the later commits had not happened.
 *
 * <p>It does not lock the file: {@link FileLockGuard} does. Safe for use by many threads.
 */
final class PlainFile extends RandomAccessStore {
  private static final int MAX_POOLED = 8;

  /** A file is compacted only if at most this percentage of its space is in use. */
  private static final int COMPACT_PERCENT = 90;

  /** Opens files. Tests use it to inject faults. */
  interface Opener {
    /**
     * Opens a file.
     *
     * @param mode as in {@link RandomAccessFile}; a writing mode creates the file
     */
    RandomAccessFile open(Path path, String mode) throws IOException;

    /** Forces all written bytes to the disk. */
    default void sync(RandomAccessFile file) throws IOException {
      file.getFD().sync();
    }
  }

  private final Path path;
  private final Opener opener;
  private final WriteBuffers buffers;
  private final ConcurrentLinkedQueue<RandomAccessFile> pool = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pooled = new AtomicInteger();
  private final Object writeLock = new Object();
  private @Nullable RandomAccessFile writer;
  private volatile boolean closed;
  private volatile boolean opening = true;
  private volatile @Nullable IOException failure;

  /**
   * Opens the file.
   *
   * @param buffers for commits
   * @param settings of MVStore: cacheSize, pageSplitSize, autoCompactFillRate
   */
  PlainFile(Path path, Opener opener, WriteBuffers buffers, Map<String, Object> settings)
      throws IOException {
    super(settings);
    this.path = path;
    this.opener = opener;
    this.buffers = buffers;
    init(path.toString(), false);
    RandomAccessFile opened = opener.open(path, "rw");
    writer = opened;
    setSize(opened.length());
  }

  @Override
  public void open(String fileName, boolean readOnly, char @Nullable [] encryptionKey) {
    throw new UnsupportedOperationException("it is already open");
  }

  @Override
  public PlainFile open(String fileName, boolean readOnly) {
    throw new UnsupportedOperationException("full compaction is not used");
  }

  @Override
  public void backup(ZipOutputStream out) {
    throw new UnsupportedOperationException();
  }

  /** Lets MVStore move chunks to the front and rewrite sparsely used ones, a little at a time. */
  void housekeep(MVStore store) throws InterruptedException {
    doHousekeeping(store);
  }

  /** Returns whether there is much free space between the chunks. */
  boolean hasGaps() {
    return getFillRate() <= COMPACT_PERCENT;
  }

  /** Lets MVStore move chunks into gaps before them, up to the given number of bytes. */
  void fillGaps(MVStore store, long bytes) {
    compactMoveChunks(COMPACT_PERCENT, bytes, store);
  }

  @Override
  public WriteBuffer getWriteBuffer() {
    return buffers.take();
  }

  @Override
  public void releaseWriteBuffer(WriteBuffer buffer) {
    buffers.release(buffer);
  }

  /** Returns how many bytes were written since the file was opened. */
  long written() {
    return writeBytes.get();
  }

  @Override
  public ByteBuffer readFully(@Nullable SFChunk chunk, long position, int length) {
    if (position < 0 || length < 0 || position + length > size()) {
      // Before a buffer is allocated, as a damaged length could request gigabytes.
      throw failed(
          DataUtils.ERROR_READING_FAILED,
          "read " + length + " bytes at " + position,
          new EOFException("it has " + size() + " bytes"));
    }
    byte[] bytes;
    RandomAccessFile file = null;
    try {
      bytes = new byte[length];
      file = take();
      file.seek(position);
      file.readFully(bytes);
    } catch (IOException e) {
      throw failed(DataUtils.ERROR_READING_FAILED, "read " + length + " bytes at " + position, e);
    } catch (Error e) {
      if (opening) { // else MVStore would go on with an older version
        failure = new IOException("it could not be read: " + e, e);
      }
      throw e;
    } finally {
      giveBack(file);
    }
    readCount.incrementAndGet();
    readBytes.addAndGet(length);
    return ByteBuffer.wrap(bytes);
  }

  private RandomAccessFile take() throws IOException {
    checkUse();
    RandomAccessFile file = pool.poll();
    if (file == null) {
      return opener.open(path, "r");
    }
    pooled.decrementAndGet();
    return file;
  }

  private void checkUse() throws IOException {
    IOException why = failure;
    if (why != null) {
      throw why;
    } else if (closed) {
      throw new IOException("closed");
    }
  }

  private void giveBack(@Nullable RandomAccessFile file) {
    if (file == null) {
      return;
    }
    if (pooled.incrementAndGet() <= MAX_POOLED) {
      pool.add(file);
      if (closed) {
        closePool(); // the file was closed in between
      }
    } else {
      pooled.decrementAndGet();
      closeQuietly(file);
    }
  }

  @Override
  protected void writeFully(@Nullable SFChunk chunk, long position, ByteBuffer bytes) {
    int length = bytes.remaining();
    synchronized (writeLock) {
      try {
        RandomAccessFile file = writer();
        file.seek(position);
        file.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
      } catch (IOException e) {
        throw failed(
            DataUtils.ERROR_WRITING_FAILED, "write " + length + " bytes at " + position, e);
      }
      bytes.position(bytes.limit());
      setSize(Math.max(size(), position + length));
    }
    writeCount.incrementAndGet();
    writeBytes.addAndGet(length);
  }

  private RandomAccessFile writer() throws IOException {
    checkUse();
    if (writer == null) {
      throw new IOException("closed");
    }
    return writer;
  }

  @Override
  public void sync() {
    try {
      RandomAccessFile file;
      synchronized (writeLock) {
        file = writer();
      }
      opener.sync(file); // outside the lock, as it may take long
    } catch (IOException e) {
      throw failed(DataUtils.ERROR_WRITING_FAILED, "sync", e);
    }
  }

  @Override
  protected void truncate(long length) {
    synchronized (writeLock) {
      try {
        writer().setLength(length);
      } catch (IOException e) {
        throw failed(DataUtils.ERROR_WRITING_FAILED, "truncate to " + length + " bytes", e);
      }
      setSize(Math.min(size(), length));
    }
    writeCount.incrementAndGet();
  }

  /** Records that MVStore has opened the file. From now on, MVStore reports failed reads. */
  void endOpening() {
    opening = false;
  }

  /** Returns the first error of a read or write, even if MVStore ignored it; or null. */
  @Nullable IOException failure() {
    return failure;
  }

  private MVStoreException failed(int code, String what, IOException cause) {
    if (!closed && !(cause instanceof EOFException)) { // a premature end of the file is damage
      failure = cause;
    }
    return DataUtils.newMVStoreException(
        code, "Could not " + what + ": " + path + ": " + cause, cause);
  }

  /** Closes the file. Has no effect if it is already closed. */
  @Override
  public void close() {
    closed = true;
    synchronized (writeLock) {
      if (writer != null) {
        closeQuietly(writer);
        writer = null;
      }
    }
    closePool();
    super.close();
  }

  private void closePool() {
    RandomAccessFile file;
    while ((file = pool.poll()) != null) {
      pooled.decrementAndGet();
      closeQuietly(file);
    }
  }

  @SuppressWarnings("EmptyCatch") // all changes were written or abandoned before
  private static void closeQuietly(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // see above
    }
  }
}
