-- Sign-ins that were ended by signing out: their cookie may live on somewhere, and lets nobody in any more.

CREATE TABLE sign_outs (
  sign_in        TEXT PRIMARY KEY,  -- a digest of what the sign-in service said; holds no address
  signed_out_at  TIMESTAMP NOT NULL
);
