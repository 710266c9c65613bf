// Offers the task `sort` in the form that workerpool wants.
'use strict'

require('workerpool').worker({ sort: require('../sort') })
