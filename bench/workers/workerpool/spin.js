// The task `spin` in the form workerpool wants.
'use strict'

require('workerpool').worker({ spin: require('../spin') })
