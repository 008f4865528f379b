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
 * <p>MVStore's own file works on a FileChannel, which an interrupt of any thread that reads closes
 * for all. A RandomAccessFile does not know interrupts, but has one position; so each read takes
 * one out of a pool. This is handed to MVStore as it is, since its registry of file systems is
 * static: classes of an application would stay there when the application is gone.
 *
 * <p>Once it could not be read or written, it does nothing more. MVStore takes what it cannot read
 * when it opens a file for what was never written in full: it would go on with an older version of
 * all, as if the later commits had not been.
 *
 * <p>It takes no lock: {@link FileLockGuard} does.
 */
final class PlainFile extends RandomAccessStore {
  private static final int POOLED = 8;

  /** A file with so many percent of its space in use is left as it is. */
  private static final int TIGHT = 90;

  /** Opens files; a test's may fail. */
  interface Opener {
    /**
     * Opens a file.
     *
     * @param mode as {@link RandomAccessFile} has it; to write creates the file
     */
    RandomAccessFile open(Path path, String mode) throws IOException;

    /** Forces to the disk what was written. */
    default void sync(RandomAccessFile file) throws IOException {
      file.getFD().sync();
    }
  }

  private final Path path;
  private final Opener opener;
  private final WriteBuffers buffers;
  private final ConcurrentLinkedQueue<RandomAccessFile> pool = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pooled = new AtomicInteger();
  private final Object writing = new Object();
  private @Nullable RandomAccessFile writer;
  private volatile boolean closed;
  private volatile boolean opening = true;
  private volatile @Nullable IOException failure;

  /**
   * Opens the file.
   *
   * @param buffers for what is written
   * @param settings what MVStore asks of a file: cacheSize, pageSplitSize, autoCompactFillRate
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
    throw new UnsupportedOperationException("it is open");
  }

  @Override
  public PlainFile open(String fileName, boolean readOnly) {
    throw new UnsupportedOperationException("only for a full compaction, which is not asked for");
  }

  @Override
  public void backup(ZipOutputStream out) {
    throw new UnsupportedOperationException();
  }

  /** Lets MVStore move what lies far back, and rewrite what is little used. */
  void housekeep(MVStore store) throws InterruptedException {
    doHousekeeping(store);
  }

  /** Returns whether there is space between what it holds. */
  boolean hasGaps() {
    return getFillRate() <= TIGHT;
  }

  /** Lets MVStore move up to so many bytes of what lies behind gaps into them. */
  void fillGaps(MVStore store, long bytes) {
    compactMoveChunks(TIGHT, bytes, store);
  }

  @Override
  public WriteBuffer getWriteBuffer() {
    return buffers.take();
  }

  @Override
  public void releaseWriteBuffer(WriteBuffer buffer) {
    buffers.giveBack(buffer);
  }

  /** Returns how many bytes were written since it was opened. */
  long written() {
    return writeBytes.get();
  }

  @Override
  public ByteBuffer readFully(@Nullable SFChunk chunk, long position, int length) {
    if (position < 0 || length < 0 || position + length > size()) {
      // Not even tried: a damaged length would ask for gigabytes.
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
      if (opening) { // else MVStore goes on with what it could read
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
    if (pooled.incrementAndGet() <= POOLED) {
      pool.add(file);
      if (closed) {
        closePool(); // it came in between
      }
    } else {
      pooled.decrementAndGet();
      closeQuietly(file);
    }
  }

  @Override
  protected void writeFully(@Nullable SFChunk chunk, long position, ByteBuffer bytes) {
    int length = bytes.remaining();
    synchronized (writing) {
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
      synchronized (writing) {
        file = writer();
      }
      opener.sync(file); // which may take long, and those who write need not wait
    } catch (IOException e) {
      throw failed(DataUtils.ERROR_WRITING_FAILED, "sync", e);
    }
  }

  @Override
  protected void truncate(long length) {
    synchronized (writing) {
      try {
        writer().setLength(length);
      } catch (IOException e) {
        throw failed(DataUtils.ERROR_WRITING_FAILED, "truncate to " + length + " bytes", e);
      }
      setSize(Math.min(size(), length));
    }
    writeCount.incrementAndGet();
  }

  /** What is read from now on, MVStore cannot do without, and says so where it fails. */
  void opened() {
    opening = false;
  }

  /** Returns why it could not be read or written, whatever MVStore made of that; or null. */
  @Nullable IOException failure() {
    return failure;
  }

  private MVStoreException failed(int code, String what, IOException cause) {
    if (!closed && !(cause instanceof EOFException)) { // at whose end it is, which is damage
      failure = cause;
    }
    return DataUtils.newMVStoreException(
        code, "Could not " + what + ": " + path + ": " + cause, cause);
  }

  /** Closes the file; does nothing the second time. */
  @Override
  public void close() {
    closed = true;
    synchronized (writing) {
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

  @SuppressWarnings("EmptyCatch") // all is written, or given up
  private static void closeQuietly(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // nobody needs it any more
    }
  }
}
