// The contract between fabric and software: registers, job block, result, network image.
// Written from fabric/Contract by ContractTests (see fabric/README.md); do not edit.
package mcc_contract_pkg;

    // Each module uses some of these.
    // verilator lint_off UNUSEDPARAM

    // Registers: byte offsets in the window
    localparam int          REG_WINDOW_BYTES           = 4096;
    localparam logic [11:0] REG_IDENTITY               = 12'h000;  // "MCC1" in ASCII: 0x3143434D
    localparam logic [11:0] REG_VERSION                = 12'h004;  // Version of this contract: major 31..16, minor 15..0
    localparam logic [11:0] REG_BUILD_ID               = 12'h008;  // Which build of the logic this is: the first 32 bits of its commit
    localparam logic [11:0] REG_LANES                  = 12'h00C;  // Weights applied per cycle at most
    localparam logic [11:0] REG_ON_CHIP_KIB            = 12'h010;  // Memory for weights on the chip, KiB
    localparam logic [11:0] REG_LAWS                   = 12'h014;  // Bit n: the activation law n is there (cooperation 0, tm1 1, tm2 2, tm3 3, tm4 4, kay 5, point 6, sq 7, gated 8)
    localparam logic [11:0] REG_CLOCK_HZ               = 12'h018;  // The clock that cycles are counted in, Hz
    localparam logic [11:0] REG_FEATURES               = 12'h01C;  // Bit 0: training; bit 1: weights that do not fit on the chip stay in memory; bit 2: networks that send on change; bit 3: two networks; bit 4: weights in pieces; bit 5: thresholds of training and weights of targets
    localparam logic [11:0] REG_MAX_CELLS              = 12'h020;  // Cells of a layer of one stream at most
    localparam logic [11:0] REG_MAX_LAYERS             = 12'h024;  // Layers at most
    localparam logic [11:0] REG_MAX_INPUTS             = 12'h028;  // Inputs of one stream at most
    localparam logic [11:0] REG_MAX_OUTPUTS            = 12'h02C;  // Outputs at most
    localparam logic [11:0] REG_STATUS                 = 12'h030;  // 3..0: state; bit 4: a network is loaded; bit 5: its weights stay in memory; bit 6: there is room for a second; bit 7: the second has its weights
    localparam logic [11:0] REG_STARTED                = 12'h034;  // Sequence number of the job that was begun last
    localparam logic [11:0] REG_DONE                   = 12'h038;  // Sequence number of the job that ended last
    localparam logic [11:0] REG_FLIP_CODE              = 12'h03C;  // How the flip that FLIPPED names ended: a code; written before FLIPPED
    localparam logic [11:0] REG_FLIPPED                = 12'h040;  // The value of FLIP that was answered last
    localparam logic [11:0] REG_SCRATCH                = 12'h080;  // Keeps what is written: for a test of the window
    localparam logic [11:0] REG_CONTROL                = 12'h084;  // Bit 0: enable; bit 1: soft reset, for as long as it is set
    localparam logic [11:0] REG_MEMORY_BASE_LOW        = 12'h088;  // First bus address that jobs may use, 31..0
    localparam logic [11:0] REG_MEMORY_BASE_HIGH       = 12'h08C;  // The same, 63..32
    localparam logic [11:0] REG_MEMORY_LIMIT_LOW       = 12'h090;  // First bus address behind what jobs may use, 31..0
    localparam logic [11:0] REG_MEMORY_LIMIT_HIGH      = 12'h094;  // The same, 63..32
    localparam logic [11:0] REG_JOB_ADDRESS_LOW        = 12'h098;  // Bus address of the job block, 31..0; written before SUBMIT
    localparam logic [11:0] REG_JOB_ADDRESS_HIGH       = 12'h09C;  // The same, 63..32
    localparam logic [11:0] REG_SUBMIT                 = 12'h0A0;  // Sequence number of the job to run: one that differs from DONE starts it
    localparam logic [11:0] REG_ACKNOWLEDGE            = 12'h0A4;  // The value of DONE that software has seen; lowers the interrupt
    localparam logic [11:0] REG_INTERRUPT_ENABLE       = 12'h0A8;  // Bit 0: the interrupt is high while DONE differs from ACKNOWLEDGE
    localparam logic [11:0] REG_FLIP                   = 12'h0AC;  // A value that differs from FLIPPED exchanges the weights of the two networks; refused while a job runs
    localparam logic [11:0] REG_RESULT                 = 12'h100;  // First byte of the result, laid out as RES_*

    // Values of registers
    localparam logic [31:0] IDENTITY_VALUE             = 32'h3143434D;
    localparam logic [31:0] CONTRACT_VERSION           = 32'h00020000;
    localparam int          FEATURE_TRAINING_BIT       = 0;  // of FEATURES
    localparam int          FEATURE_MEMORY_WEIGHTS_BIT = 1;  // of FEATURES
    localparam int          FEATURE_SEND_ON_CHANGE_BIT = 2;  // of FEATURES
    localparam int          FEATURE_TWO_NETWORKS_BIT   = 3;  // of FEATURES
    localparam int          FEATURE_PIECES_BIT         = 4;  // of FEATURES
    localparam int          FEATURE_SELECTIVE_TRAINING_BIT = 5;  // of FEATURES
    localparam int          STATUS_LOADED_BIT          = 4;  // of STATUS
    localparam int          STATUS_MEMORY_WEIGHTS_BIT  = 5;  // of STATUS
    localparam int          STATUS_SECOND_FITS_BIT     = 6;  // of STATUS
    localparam int          STATUS_SECOND_LOADED_BIT   = 7;  // of STATUS
    localparam int          CONTROL_ENABLE_BIT         = 0;  // of CONTROL
    localparam int          CONTROL_SOFT_RESET_BIT     = 1;  // of CONTROL
    localparam logic [3:0]  STATE_RESET                = 4'h0;
    localparam logic [3:0]  STATE_IDLE                 = 4'h1;
    localparam logic [3:0]  STATE_BUSY                 = 4'h2;
    localparam logic [3:0]  STATE_FAULT                = 4'h3;

    // Activation laws, as networks and LAWS number them
    localparam logic [3:0]  LAW_COOPERATION            = 4'h0;
    localparam logic [3:0]  LAW_TM1                    = 4'h1;
    localparam logic [3:0]  LAW_TM2                    = 4'h2;
    localparam logic [3:0]  LAW_TM3                    = 4'h3;
    localparam logic [3:0]  LAW_TM4                    = 4'h4;
    localparam logic [3:0]  LAW_KAY                    = 4'h5;
    localparam logic [3:0]  LAW_POINT                  = 4'h6;
    localparam logic [3:0]  LAW_SQ                     = 4'h7;
    localparam logic [3:0]  LAW_GATED                  = 4'h8;
    localparam int          LAW_COUNT                  = 9;
    localparam logic [8:0]  LAWS_ALL                   = 9'h1FF;  // of LAWS: each of them
    localparam logic [8:0]  LAWS_WITHOUT_TABLE         = 9'h1C5;  // of LAWS: those that the logic computes without a table of g

    // Job block: byte offsets of the request's fields
    localparam int          JOB_BYTES                  = 512;  // Size and alignment
    localparam int          JOB_REQUEST_BYTES          = 128;
    localparam int          JOB_RESULT                 = 128;  // First byte of the result, laid out as RES_*
    localparam int          JOB_ALIGNMENT              = 16;  // Of addresses, sizes and strides
    localparam logic [31:0] JOB_MAGIC_VALUE            = 32'h4A43434D;
    localparam logic [31:0] JOB_VERSION_VALUE          = 32'h00000002;
    localparam int          JOB_RATE_SHIFT_MAX         = 31;
    localparam int          JOB_THRESHOLD_MAX          = 32;
    localparam int          JOB_MAGIC                  = 0;  // 32 bits: "MCCJ" in ASCII: 0x4A43434D
    localparam int          JOB_VERSION                = 4;  // 32 bits: 2, the major version of the contract
    localparam int          JOB_OPERATION              = 8;  // 32 bits: What to do
    localparam int          JOB_SEQUENCE               = 12;  // 32 bits: The value of SUBMIT that starts it; written last
    localparam int          JOB_FRAMES                 = 16;  // 32 bits: Forward, train: frames, at least 1
    localparam int          JOB_SEED                   = 20;  // 32 bits: Train: seed of the random rounding
    localparam int          JOB_PENALTY                = 24;  // 32 bits: Train: activity penalty, signed, Q.12, -32768..32767
    localparam int          JOB_RATE_SHIFT             = 28;  // 16 bits: Train: slows every matrix by 2^-shift, 0..31
    localparam int          JOB_UPDATE_THRESHOLD       = 30;  // 8 bits: Train: weights move for sources that hold so much, in 1/32; up to 1: for all that are not zero; at most 32. Bit 5 of FEATURES
    localparam int          JOB_BACKWARD_THRESHOLD     = 31;  // 8 bits: Train: errors go back to cells that hold so much; at most UPDATE_THRESHOLD, or 1
    localparam int          JOB_CYCLE_LIMIT            = 32;  // 64 bits: Cycles after which the job is broken off, at least 1
    localparam int          JOB_SLOT                   = 40;  // 16 bits: Which network: 0 the one in use, 1 the one in training. Load, self-test: 0
    localparam int          JOB_ROWS                   = 42;  // 16 bits: Read weights, write weights: rows of this piece; 0: all from FIRST_ROW on
    localparam int          JOB_FIRST_ROW              = 44;  // 32 bits: Read weights, write weights: first row of this piece, counted over all matrices
    localparam int          JOB_IMAGE_ADDRESS          = 48;  // 64 bits: Load, read weights, write weights: the network image. With weights in memory it stays in use
    localparam int          JOB_IMAGE_BYTES            = 56;  // 64 bits: Its size
    localparam int          JOB_STATE_ADDRESS          = 64;  // 64 bits: Read state, write state; forward, train: where the state goes after the last frame
    localparam int          JOB_STATE_BYTES            = 72;  // 64 bits: Size of the state; zero with forward and train: the state is not written
    localparam int          JOB_AUDIO_ADDRESS          = 80;  // 64 bits: Forward, train: first audio frame
    localparam int          JOB_VIDEO_ADDRESS          = 88;  // 64 bits: Forward, train: first video frame
    localparam int          JOB_TARGET_ADDRESS         = 96;  // 64 bits: Train: first frame of targets
    localparam int          JOB_GAIN_ADDRESS           = 104;  // 64 bits: Forward, train: first frame of gains; written
    localparam int          JOB_AUDIO_STRIDE           = 112;  // 32 bits: Bytes from one audio frame to the next
    localparam int          JOB_VIDEO_STRIDE           = 116;  // 32 bits: Bytes from one video frame to the next
    localparam int          JOB_TARGET_STRIDE          = 120;  // 32 bits: Bytes from one frame of targets to the next
    localparam int          JOB_GAIN_STRIDE            = 124;  // 32 bits: Bytes from one frame of gains to the next

    // Operations
    localparam logic [3:0]  OP_LOAD                    = 4'h1;
    localparam logic [3:0]  OP_FORWARD                 = 4'h2;
    localparam logic [3:0]  OP_TRAIN                   = 4'h3;
    localparam logic [3:0]  OP_READ_WEIGHTS            = 4'h4;
    localparam logic [3:0]  OP_CLEAR_STATE             = 4'h5;
    localparam logic [3:0]  OP_READ_STATE              = 4'h6;
    localparam logic [3:0]  OP_WRITE_STATE             = 4'h7;
    localparam logic [3:0]  OP_SELF_TEST               = 4'h8;
    localparam logic [3:0]  OP_WRITE_WEIGHTS           = 4'h9;

    // Result: byte offsets
    localparam int          RES_BYTES                  = 208;
    localparam int          RES_CODE                   = 0;  // 32 bits: How it ended
    localparam int          RES_SEQUENCE               = 4;  // 32 bits: Whose result this is
    localparam int          RES_FAULT_ADDRESS          = 8;  // 64 bits: The address that was refused or failed, else zero
    localparam int          RES_BEGIN_CYCLE            = 16;  // 64 bits: Free-running cycle counter at its start
    localparam int          RES_END_CYCLE              = 24;  // 64 bits: The same at its end
    localparam int          RES_CYCLES                 = 32;  // 64 bits: Cycles that the engine was busy with it
    localparam int          RES_WAIT_CYCLES            = 40;  // 64 bits: Of these, cycles spent waiting for memory
    localparam int          RES_EVENTS_INPUT           = 48;  // 64 bits: Forward events of the input features' synapses
    localparam int          RES_EVENTS_RECEPTIVE       = 56;  // 64 bits: Forward events between layers and to the read-out, biases included
    localparam int          RES_EVENTS_CONTEXT         = 64;  // 64 bits: Forward events of distal, proximal and universal synapses
    localparam int          RES_EVENTS_BACKWARD        = 72;  // 64 bits: Events of carrying errors back
    localparam int          RES_EVENTS_UPDATE          = 80;  // 64 bits: Weights changed by learning
    localparam int          RES_ROWS_FETCHED           = 88;  // 64 bits: Rows of weights read from memory
    localparam int          RES_BYTES_READ             = 96;  // 64 bits: Bytes read from memory
    localparam int          RES_BYTES_WRITTEN          = 104;  // 64 bits: Bytes written to memory before the result
    localparam int          RES_SATURATIONS            = 112;  // 64 bits: Weights that an update would have carried beyond 16 bits
    localparam int          RES_STEPS                  = 120;  // 64 bits: Network steps
    localparam int          RES_FRAMES_DONE            = 128;  // 32 bits: Frames whose gains are written
    localparam int          RES_ACTIVE_CELLS           = 144;  // 512 bits: 32 numbers of 16 bits, at 2 x layer + stream: cells whose output was not zero in the last frame

    // Codes
    localparam logic [7:0]  CODE_PENDING               = 8'h00;  // not ended
    localparam logic [7:0]  CODE_DONE                  = 8'h01;  // done
    localparam logic [7:0]  CODE_JOB_MISALIGNED        = 8'h10;  // the job block is not aligned to 512 bytes
    localparam logic [7:0]  CODE_JOB_OUT_OF_RANGE      = 8'h11;  // the job block is outside the memory that jobs may use
    localparam logic [7:0]  CODE_BAD_MAGIC             = 8'h12;  // the job block does not begin with "MCCJ"
    localparam logic [7:0]  CODE_BAD_VERSION           = 8'h13;  // the job block has another version
    localparam logic [7:0]  CODE_BAD_OPERATION         = 8'h14;  // there is no such operation, or this build lacks it
    localparam logic [7:0]  CODE_BAD_SEQUENCE          = 8'h15;  // the job block carries another sequence number than SUBMIT
    localparam logic [7:0]  CODE_BAD_FRAMES            = 8'h16;  // the number of frames is zero
    localparam logic [7:0]  CODE_BAD_PARAMETER         = 8'h17;  // the penalty or the rate shift is out of its range
    localparam logic [7:0]  CODE_BAD_CYCLE_LIMIT       = 8'h18;  // the limit of cycles is zero
    localparam logic [7:0]  CODE_MISALIGNED            = 8'h19;  // an address, a size or a stride is not a multiple of 16
    localparam logic [7:0]  CODE_OUT_OF_RANGE          = 8'h1A;  // a region is outside the memory that jobs may use
    localparam logic [7:0]  CODE_NO_NETWORK            = 8'h20;  // no network is loaded
    localparam logic [7:0]  CODE_BAD_IMAGE             = 8'h21;  // the network image does not begin with "MCCN", or is longer than IMAGE_BYTES
    localparam logic [7:0]  CODE_BAD_IMAGE_VERSION     = 8'h22;  // the network image has another version
    localparam logic [7:0]  CODE_BAD_SHAPE             = 8'h23;  // header or tables of the network image contradict each other
    localparam logic [7:0]  CODE_NETWORK_TOO_LARGE     = 8'h24;  // the network is larger than this build can hold
    localparam logic [7:0]  CODE_UNSUPPORTED_LAW       = 8'h25;  // this build lacks the network's activation law
    localparam logic [7:0]  CODE_OTHER_IMAGE           = 8'h26;  // the image is not that of the loaded network
    localparam logic [7:0]  CODE_BAD_STATE_SIZE        = 8'h27;  // STATE_BYTES is not the size of the loaded network's state
    localparam logic [7:0]  CODE_BAD_STRIDE            = 8'h28;  // a stride is smaller than a frame
    localparam logic [7:0]  CODE_UNSUPPORTED_THRESHOLD = 8'h29;  // this build runs no networks that send on change
    localparam logic [7:0]  CODE_BAD_SLOT              = 8'h2A;  // there is no such network, or no room for a second one beside the loaded network
    localparam logic [7:0]  CODE_BAD_PIECE             = 8'h2B;  // the piece of weights ends behind the last row of the network
    localparam logic [7:0]  CODE_FLIP_BUSY             = 8'h2C;  // a job runs: the two networks are exchanged between jobs only
    localparam logic [7:0]  CODE_READ_ERROR            = 8'h40;  // the bus answered a read with an error
    localparam logic [7:0]  CODE_WRITE_ERROR           = 8'h41;  // the bus answered a write with an error
    localparam logic [7:0]  CODE_CYCLE_LIMIT           = 8'h42;  // the job took more cycles than its limit
    localparam logic [7:0]  CODE_SELF_TEST_FAILED      = 8'h43;  // a memory of the fabric does not keep what is written

    // Network image: byte offsets in the header
    localparam int          IMG_HEADER_BYTES           = 64;
    localparam int          IMG_TABLE_BYTES            = 528;  // Size of a table of a function
    localparam logic [31:0] IMG_MAGIC_VALUE            = 32'h4E43434D;
    localparam logic [15:0] IMG_VERSION_VALUE          = 16'h0001;
    localparam int          IMG_FLAG_PROXIMAL_BIT      = 0;  // of FLAGS
    localparam int          IMG_FLAG_UNIVERSAL_BIT     = 1;  // of FLAGS
    localparam int          IMG_FLAG_GAIN_TABLE_BIT    = 2;  // of FLAGS
    localparam logic [7:0]  IMG_NO_DISTAL              = 8'hFF;
    localparam int          IMG_MAGIC                  = 0;  // 32 bits: "MCCN" in ASCII: 0x4E43434D
    localparam int          IMG_VERSION                = 4;  // 16 bits: 1
    localparam int          IMG_LAW                    = 6;  // 8 bits: Activation law, numbered as in LAWS
    localparam int          IMG_FLAGS                  = 7;  // 8 bits: Bit 0: proximal context; bit 1: universal context; bit 2: there is a gain table
    localparam int          IMG_LAYERS                 = 8;  // 8 bits: Layers of each stream
    localparam int          IMG_DISTAL_FROM            = 9;  // 8 bits: First layer with distal context, from 0; 255: none
    localparam int          IMG_GROUP_SHIFT            = 10;  // 8 bits: log2 of the cells that one element of the universal summary averages, 0..8
    localparam int          IMG_UNIVERSAL_SHIFT        = 11;  // 8 bits: Smoothing of the universal summary, 0..8
    localparam int          IMG_CELLS                  = 12;  // 16 bits: Cells of a layer of one stream, a multiple of 16
    localparam int          IMG_AUDIO_INPUTS           = 14;  // 16 bits: Inputs of the audio stream
    localparam int          IMG_VIDEO_INPUTS           = 16;  // 16 bits: Inputs of the video stream
    localparam int          IMG_OUTPUTS                = 18;  // 16 bits: Outputs
    localparam int          IMG_UNIVERSAL_LENGTH       = 20;  // 16 bits: Elements of the universal summary; 0 without universal context
    localparam int          IMG_MATRICES               = 22;  // 16 bits: Matrices: 4 x layers + 1
    localparam int          IMG_MATRIX_TABLE           = 24;  // 32 bits: Where the table of matrices begins
    localparam int          IMG_GAIN_TABLE             = 28;  // 32 bits: Where the table of the law's g begins; 0 where the law needs none
    localparam int          IMG_SIGMOID_TABLE          = 32;  // 32 bits: Where the table of the sigmoid begins
    localparam int          IMG_SEND_THRESHOLD         = 36;  // 8 bits: Sources send when they have moved by so much, in 1/32, 1..64; 0: always. Bit 2 of FEATURES
    localparam int          IMG_TOTAL_BYTES            = 40;  // 64 bits: Size of the whole image

    // Network image: byte offsets in an entry of the table of matrices
    localparam int          MAT_BYTES                  = 16;
    localparam int          MAT_ROWS                   = 0;  // 16 bits: Rows: presynaptic sources, the bias included
    localparam int          MAT_COLUMNS                = 2;  // 16 bits: Columns: cells or outputs
    localparam int          MAT_SCALE                  = 4;  // 8 bits: s: weights are q 2^-s, 5..15
    localparam int          MAT_RATE_SHIFT             = 5;  // 8 bits: The learning rate is 2^-shift; signed, -48..24
    localparam int          MAT_WEIGHTS                = 8;  // 64 bits: Where its weights begin, in bytes from the start of the image

    // verilator lint_on UNUSEDPARAM

endpackage
