package dev.commitcast.domain.json;

/** A text is no JSON, or JSON that cannot be stored. The message is a sentence with the place. */
public class JsonFaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param sentence what is wrong, without a full stop
   * @param place characters before the fault
   */
  JsonFaultException(String sentence, int place) {
    super(sentence + " (at character " + (place + 1) + ").");
  }
}
