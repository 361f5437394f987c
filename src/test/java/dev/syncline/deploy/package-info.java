/** Holds what runs the service, the image, the manifests, the dashboard and the alerts, to what the service is. */
package dev.syncline.deploy;
