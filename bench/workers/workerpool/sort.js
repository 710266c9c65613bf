// The task `sort` in the form workerpool wants.
'use strict'

require('workerpool').worker({ sort: require('../sort') })
