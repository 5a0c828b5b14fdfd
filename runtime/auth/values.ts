import type { UserPassword } from "./basic.js";
import type { Credential, Supplied } from "./credential.js";
import type { OAuthOptions } from "./oauth.js";

/** Plain values of a credential, as variables and config files hold them. */
export type CredentialValue = Supplied<string> | Supplied<UserPassword> | OAuthOptions;

/** `apiKey(...)`, or the key itself. */
export type ApiKeyCredential = Credential | Supplied<string>;
/** `basic(...)`, or name and password. */
export type BasicCredential = Credential | Supplied<UserPassword>;
/** `bearer(...)`, or the token itself. */
export type BearerCredential = Credential | Supplied<string>;
/** `digest(...)`. */
export type DigestCredential = Credential;
/** `bearer(...)` or `custom(...)`, or what stands after the scheme's word in the Authorization header. */
export type HeaderCredential = Credential | Supplied<string>;
/** `oauth(...)` or another grant, a `bearer(...)` token that you have, or the options of `oauth`. */
export type OAuthCredential = Credential | OAuthOptions;
/** `custom(...)`, or any other credential. */
export type CustomCredential = Credential;
