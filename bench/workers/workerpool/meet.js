// The task `meet` in the form workerpool wants.
'use strict'

require('workerpool').worker({ meet: require('../meet') })
