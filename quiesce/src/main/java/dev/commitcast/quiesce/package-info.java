/**
 * What runs in the server itself, as an extension of it and not in the application.
 *
 * <p>Decided here: it hears one thing, that the server has begun to stop, and passes it on by a
 * name on the platform's MBean server, because the server and the application share no classes. It
 * knows nothing of the application but that name; without the application nothing happens.
 */
package dev.commitcast.quiesce;
