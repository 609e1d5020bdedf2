package dev.commitcast.notifications.transfer;

import dev.commitcast.persistence.store.ImportedEvent;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads JSON Lines. Places are bytes. Empty lines are passed over. */
final class JsonLinesSource implements EntrySource {
  /** The largest event, if every character of it is written as an escape. */
  private static final int LONGEST = 100 * 1024 * 1024;

  private static final int BEGINNING = 64 * 1024;
  private static final int BUFFER = 256 * 1024;
  private static final int ID_DIGITS = 16;

  private final Path file;
  private final InputStream in;
  private final Digest digest = new Digest();
  private final String fingerprint;
  private long place;
  private long line;

  JsonLinesSource(Path file) throws IOException {
    this.file = file;
    this.fingerprint = fingerprintOf(file);
    this.in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
  }

  private static String fingerprintOf(Path file) throws IOException {
    Digest beginning = new Digest();
    beginning.add("jsonl\n");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(BEGINNING);
      beginning.add(bytes, 0, bytes.length);
    }
    return beginning.now();
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public long size() throws IOException {
    return Files.size(file);
  }

  @Override
  public void skipTo(long wanted) throws IOException {
    byte[] buffer = new byte[BUFFER];
    while (place < wanted) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, wanted - place));
      if (count < 0) {
        return;
      }
      for (int i = 0; i < count; i++) {
        line += buffer[i] == '\n' ? 1 : 0;
      }
      digest.add(buffer, 0, count);
      place += count;
    }
  }

  @Override
  public Optional<Entry> next() throws IOException {
    while (true) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
      long length = readLine(bytes);
      if (length == 0) {
        return Optional.empty();
      }
      line++;
      place += length;
      if (length > LONGEST) {
        return Optional.of(
            Entry.faulty(line, place, "The line has more than " + LONGEST + " bytes."));
      }
      digest.add(bytes.toByteArray(), 0, bytes.size());
      Optional<Entry> entry = entry(bytes.toByteArray());
      if (entry.isPresent()) {
        return entry;
      }
    }
  }

  /** Answers how many bytes were read, with the line's end; of too many, only the number. */
  private long readLine(ByteArrayOutputStream bytes) throws IOException {
    long length = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      length++;
      if (length <= LONGEST) {
        bytes.write(next);
      }
      if (next == '\n') {
        break;
      }
    }
    return length;
  }

  private Optional<Entry> entry(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (line == 1 && text.startsWith("\ufeff")) {
        text = text.substring(1);
      }
      if (text.isBlank()) {
        return Optional.empty();
      }
      ImportedEvent event = JsonLine.read(text, idOfLine());
      return Optional.of(Entry.good(line, place, event));
    } catch (CharacterCodingException e) {
      return Optional.of(Entry.faulty(line, place, "The line is not valid UTF-8."));
    } catch (RuntimeException e) {
      // whatever object refuses a value says why
      return Optional.of(Entry.faulty(line, place, String.valueOf(e.getMessage())));
    }
  }

  /** The same with every import of the same file. */
  private String idOfLine() {
    return "line:" + fingerprint.substring(0, ID_DIGITS) + ":" + line;
  }

  @Override
  public String digest() {
    return digest.now();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
