// Cannot be loaded.
throw new Error('no key');
