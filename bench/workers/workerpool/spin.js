// Offers the task `spin` in the form that workerpool wants.
'use strict'

require('workerpool').worker({ spin: require('../spin') })
