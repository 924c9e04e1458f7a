package gmem

// Sanitized is for specs that are no part of the package.
const Sanitized = sanitized
