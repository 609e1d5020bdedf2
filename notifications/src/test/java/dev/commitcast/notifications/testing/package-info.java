/**
 * What the tests of this module share. Decided here: they speak to a real PostgreSQL and write as
 * the triggers do, so that nothing of the log is imitated.
 */
package dev.commitcast.notifications.testing;
