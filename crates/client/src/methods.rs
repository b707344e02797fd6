//! From a list of operations to the methods of a client.

/// Declares the methods of a client, and of its blocking twin.
macro_rules! methods {
    ($client:ident { $($(#[$doc:meta])* $name:ident($request:ty) -> $response:ty;)* }) => {
        impl $client {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// What the server refused, or why it was not reached.
                pub async fn $name(&self, request: &$request) -> Result<$response, crate::Error> {
                    self.client.call(request).await
                }
            )*
        }

        #[cfg(feature = "blocking")]
        impl crate::blocking::$client {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// What the server refused, or why it was not reached.
                pub fn $name(&self, request: &$request) -> Result<$response, crate::Error> {
                    self.block_on(self.inner.$name(request))
                }
            )*
        }
    };
}
pub(crate) use methods;
