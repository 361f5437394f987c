import { LitElement } from 'lit';

/** A component in the page's own tree, styled by the one style sheet. */
export abstract class LightElement extends LitElement {
  protected override createRenderRoot(): this {
    return this;
  }
}
