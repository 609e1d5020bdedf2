/** Placeholder. */
package dev.commitcast.web;
