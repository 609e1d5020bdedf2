/**
 * What browsers send along by themselves, and which pages may make them.
 *
 * <p>Decided here: a page of this very host may call it, and those of the origins that are listed;
 * nobody else's page may.
 */
package dev.commitcast.web.browser;
