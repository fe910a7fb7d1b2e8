// firebase-server asks for the whole SDK, which is 160 MB, and uses the database's namespaced API.
require('@firebase/database-compat')
module.exports = require('@firebase/app-compat').default
