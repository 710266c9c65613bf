// Offers the task `echo` in the form that workerpool wants.
'use strict'

require('workerpool').worker({ echo: require('../echo') })
