// Offers the task `meet` in the form that workerpool wants.
'use strict'

require('workerpool').worker({ meet: require('../meet') })
