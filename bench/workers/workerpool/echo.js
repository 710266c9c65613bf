// The task `echo` in the form workerpool wants.
'use strict'

require('workerpool').worker({ echo: require('../echo') })
