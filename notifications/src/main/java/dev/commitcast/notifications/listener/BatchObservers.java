package dev.commitcast.notifications.listener;

/**
 * Where the listener hands things over. Called by the listener's thread; never throws, and one
 * receiver's failure does not keep others from receiving.
 */
public interface BatchObservers {
  void receive(EventBatch batch);

  void stateChanged(ListenerStateChanged change);
}
