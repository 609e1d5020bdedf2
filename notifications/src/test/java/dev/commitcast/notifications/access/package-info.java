/** Tests of who may see what. */
package dev.commitcast.notifications.access;
