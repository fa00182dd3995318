//! Properties of drawings.
