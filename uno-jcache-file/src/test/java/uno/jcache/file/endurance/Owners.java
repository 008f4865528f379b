/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens a region's file that is open already: here, by other classes, in another process. */
public final class Owners {
  private Owners() {}

  /** Tries all three, twice. */
  public static Finding run(Path dir) throws Exception {
    List<String> answers = new ArrayList<>();
    boolean unharmed = true;
    try (Region region = Region.open(dir)) {
      region.put("key", 1, 100);
      for (int i = 0; i < 2; i++) { // the first attempts must not have taken the lock away
        answers.add(attempt(dir.toString()));
        answers.add(byOtherClasses(dir));
        answers.add(byAnotherProcess(dir));
        region.put("key", 2 + i, 100);
        byte[] value = region.get("key");
        unharmed &= value != null && Region.number("key", value) == 2 + i;
      }
      unharmed &= region.failures().isEmpty();
    }
    long clear =
        answers.stream()
            .filter(answer -> answer.contains("in use") && answer.contains(dir.toString()))
            .count();
    String afterwards = byAnotherProcess(dir);
    return new Finding(
        "a second open, by another class loader, by another process",
        clear
            + " of "
            + answers.size()
            + " told so"
            + (clear == answers.size() ? "" : ": " + answers)
            + "; owner "
            + (unharmed ? "unharmed" : "harmed")
            + "; after its close: "
            + afterwards,
        "6 of 6 told so, owner unharmed, then opened",
        clear == answers.size() && unharmed && afterwards.equals("opened"));
  }

  /** Opens and closes the region, and says what happened. */
  public static String attempt(String dir) {
    try {
      Region.open(Path.of(dir)).close();
      return "opened";
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Attempts it in the directory that the argument names. */
  @SuppressWarnings("SystemOut") // how it talks
  public static void main(String... arguments) {
    System.out.println(attempt(arguments[0]));
  }

  private static String byAnotherProcess(Path dir) throws IOException, InterruptedException {
    Process process = Jvm.start(Owners.class, dir.toString());
    try (BufferedReader lines = Jvm.lines(process)) {
      String line = lines.readLine();
      process.waitFor();
      return String.valueOf(line);
    }
  }

  private static String byOtherClasses(Path dir) throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Class<?> other = loader.loadClass(Owners.class.getName());
      if (other.equals(Owners.class)) {
        throw new IllegalStateException("not another");
      }
      return String.valueOf(other.getMethod("attempt", String.class).invoke(null, dir.toString()));
    }
  }

  private static URL[] classPath() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(new File(entry).toURI().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
