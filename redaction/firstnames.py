"""First names that people in Britain bear, as a hint that two words are a person.

Written down from general knowledge of the birth registers; no list decides alone.
"""

from typing import Final

_ONLY_NAMES: Final = frozenset(
    """
    aaron abbie abdul abdullah abigail abraham achim adam adamu adebayo adele adeola
    adnan adrian afzal agnes agnieszka ahmad ahmed aidan aileen ailsa aisha aisling
    akash akua alan alasdair albert alec aled alejandro aleksander aleksandra alex
    alexander alexandra alexis alfie alfred algernon ali alice alicia alison
    alistair allan allison alma alun alwyn ama amadou amanda amara amber ambrose
    amelia amina aminata amir amit amrit amy ana ana-maria anastasia anastazja
    andrea andreas andreea andrei andrew andy aneirin aneta angela angelina angharad
    angus aniela anika anil anita anna annabel anne anne-marie annette annie
    anoushka anselm anthea anthony antonia antonio anwar anya aoibhinn aoife april
    arabella araminta archie ariana arjun arlene arman armando arnold arran arthur
    artur arun asha ashley ashok asif asma astrid aubrey audrey augustus austin
    avril ayaan ayesha ayo ayodele babak babatunde baljit bao baraka barbara
    barnabas barnaby barry bartholomew bartosz beata beatrice beatrix becky belinda
    ben benedict benedicta benjamin bernadette bernard bert bertha bertie beryl beth
    bethan bethany betty beverley bhavna bilal billy blessing bo boateng bob bogdan
    bola boris bram brandon brenda brendan brian bridget bronagh bronwen bruce bryan
    bryn bryony bukola caitlin callum calum cameron camilla caoimhe carl carla
    carlos carmel carmen carol carole caroline carolyn carys casimir cassius
    catherine cathy catriona cecil cecilia cedric celia cezary chantelle charis
    charlene charles charlie charlotte chelsea cheryl chidera chidi chidinma chike
    chinedu chinwe chioma chloe chris christian christina christine christopher
    ciara ciaran claire clara clare clarissa claudia clement clementine clifford
    clive colette colin colleen connor conor constance cora cordelia corinne cormac
    cosima craig cressida crispin cristina crystal curtis cyprian cyril dafydd
    dagmara daisy dale damian damien dan daniel daniela danielle danny daphne darius
    dariusz darren dave david dawid dawn dean debbie deborah declan deepak deimante
    deirdre delia della demelza denis denise dennis derek dermot desmond devika
    devon dexter diana diane digby dilip dimitri dinesh dionne dmitri dolores
    dominic dominika donald donna donnacha dora doreen doris dorota dorothea dorothy
    dougal douglas dulcie duncan dwayne dylan eamon ebele ebony edith edmund edna
    eduardo edward edwin edwina effie efua eileen eilidh eilish eira eirian eithne
    ekaterina ela elaine eleanor elena eleri elias elijah elin elise elizabeth ella
    ellen ellie elliot elliott ellis elsa elsie elspeth eluned elvira elzbieta emeka
    emilia emily emma emmanuel emre emrys enid enrico ercan eric erica erin ernest
    ernestine ernie esme esra esther eszter ethan ethel eugene eun-ji eunice eustace
    eva evan eve evelyn ewa ewan ezinne ezra fabian faisal faith faiza farah farhan
    farida farzana fatema fatima fatma fatoumata faye felicity felix femi fenella
    ferdinand fergus fern fernando ffi ffion filip fiona fionnuala flora florence
    folasade frances francesca francis francisco frank fraser fred freda freddie
    frederica frederick freya funmi gabor gabriel gabriela gabriella gail galina
    ganesh gareth gary gavin gearoid gemma gene geoff geoffrey george georgia
    georgina geraint gerald geraldine gerard gertrude gethin ghulam gideon giles
    gillian gina gintaras giorgio giovanni gita giulia gladys glen glenda glenn
    gloria glyn godfrey goran gordon grace graeme graham grainne grant greer greg
    gregor gregory greta grigor gruffydd grzegorz gudrun gulsen gurpreet guy gwen
    gwendoline gwenllian gwyneth habib habiba hadiza haf hafsa hakan hal halima
    hamish hamza hana hania hannah hari harjit harold haroon harpreet harriet
    harrison harry harvey hasan hassan hattie hayat hayley hazel heather hector
    heidi helen helena hemant henrietta henrik henry hephzibah herbert hermione
    hester heulwen hilary hilda hina hiroshi hitesh holly horace horatia hortensia
    howard hubert huda hugh hugo hussain hussein huw hyacinth hye hywel iain ian
    ibrahim ibukun ida idris idwal ieuan ifan ifeoma ignatius igor ike ikram ilias
    ilir ilona imani imelda imogen imran ines inga ingrid ingrida innes iolo iona
    ira irena irene irfan irina iris isaac isabel isabella isabelle isha ishaan
    ishbel iskander isla ismail isobel ivan ivana ivor ivy iwan iwona jack jackie
    jackson jacob jacqueline jade jadwiga jagdeep jago jaime jake jakub jamal james
    jamie jamila jan jana jane janet janice janine janusz jared jarek jaroslaw
    jasminder jasmine jason jasper jaspreet jaswinder javed javier jay jayne jean
    jean-baptiste jeanette jed jeff jeffrey jelena jemima jemma jen jennifer jenny
    jeremy jermaine jerome jerry jerzy jess jesse jessica jessie jill jim jimmy
    jitendra joan joana joanna joanne joao jocasta jocelyn jodie joe joel johanna
    john johnny jolanta jolyon jon jonah jonathan joost jordan jorge jorgen jose
    joseph josephine josette josh joshua jovan joy joyce jozef juan jude judith judy
    julia julian julie juliet julita junaid june justin justine jyoti kaan kabir
    kacper kadir kamal kamala kamil kamran karen karim karina karl karolina karolis
    kasia kasim katarzyna kate katherine kathleen kathryn kathy katie katrina katy
    kavita kavya kay kayleigh kazimierz keeley kehinde keir keiran keith kelly
    kelvin kemi ken kenneth kerensa kerry kester kevin keziah khadija khadra khalid
    khalil khurram kieran kim kimberley kiran kiri kirsten kirstin kirsty kofi komal
    krishna kristina krzysztof kuldeep kumar kunal kwabena kwabina kwaku kwame kwesi
    kyle lachlan lakshmi lamorna lana lance lara laszlo latifa latoya laura lauren
    laurence lavinia lawrence layla leah leanne lech lee leila len lena leo leon
    leona leonard leonora leopold leroy lesley leslie lettice lewis liam lidia lila
    lilian lillian lily lina linda lindsay ling linh lionel lisa liviu liz ljubica
    llewellyn llinos lloyd logan lois lola lorcan lorenzo lorna lorraine louis
    louisa louise loveday lowri lubna luca lucas lucasta lucia lucinda lucy luis
    luisa lukasz luke lydia lyle lyn lynda lynette lynn lynne lysander lyubov mabel
    maciej macy madeleine madhu madison maebh maeve magda magdalen magdalena magnus
    mahdi mahmood mahmoud maia mair mairead mairi maisie malcolm malgorzata malia
    malik mandeep mandy manish manjit manoj manuel marc marcel marcella marcia
    marcin marco marcus marek margaret margery margot marguerite mari maria mariam
    marian mariana marianne marie marie-claire marilyn marina mario marion marius
    mariusz marjorie mark marko marlene marlon marta martha martin martina martyn
    marvin mary mary-ann maryam maryan marzena mateusz mathew matilda matt matthew
    maud maureen maurice mavis max maxine maxwell maya meena meera megan mehdi
    mehmet mehwish mei mei-ling meirion mel melanie meleri melissa melvin menna
    mercy meredith merryn mervyn mhairi mia michael michaela michal michalina
    michele michelle miguel mihaela mihai mike mila milan mildred miles millicent
    milly milos mina minal ming minh mirela miriam mirren mirza misbah mitchell
    mohamed mohammad mohammed mohan mohit moira molly mona monica monika monique
    montague morag morgan morris morven morwenna moses mostafa muhammad muna munir
    murdo muriel murray musa mustafa myra myrtle nabil nadeem nadia nadine nadira
    nahid naila najma nana naomi narinder naseem nasreen nasser natalia natalie
    natasha nathan nathaniel naveed neelam neha neil nell nelson nerissa nermin
    nerys nesta nev neville nia niall niamh nicholas nick nicky nicola nicolae
    nicole nigel nikhil nikita nikola nilufar nina nirmal nisha nitin njeri noel
    noelle noor nora noreen norma norman nuala nuno nyasha obi octavia odette
    odunayo oisin ola olaf oleg olena olga olive oliver olivia olu olumide
    oluwadamilola oluwaseun omar omolara onyeka oona oonagh ophelia orhan orla
    orlando osama oscar osei osman oswald ottilie ottoline owain owais owen padraic
    padraig paige pamela paolo paramjit parveen pascal pat patience patricia patrick
    paul paula pauline pavel pawel payal pearl pedram pedro peggy penelope penny
    percival peregrine perpetua perry pete peter petra phil philip philippa phillip
    philomena phoebe phyllida phyllis pierre piers piotr pippa piran polly pooja
    poppy portia prakash pranav prashant precious preeti prem priscilla priti priya
    qasim quentin rachael rachel radhika radoslaw rafael rafal rafferty raheem rahul
    raj raja rajesh rajinder rajiv rakesh ralph ramesh ramon ramona rana randolph
    rania ranjit raquel rasa rashid rashida raul ravi ray raymond razia rebecca
    reece reg reginald renata rene renuka reuben rex reza rhian rhiannon rhoda
    rhodri rhona rhydian rhys ria ricardo richard rick rima rita rizwan roanna rob
    robbie robert roberta roberto robin robyn rochelle roderick rodney rodrigo roger
    rohan rohit roisin roksana roland rollo roma roman ron ronald rory rosa rosalie
    rosalind rosamund rosanna rose rosemary rosie ross rowan rowena roxanne roy roza
    ruairi ruaridh ruby rufus rukhsana rupert rupinder russell rustam ruth ryan
    ryszard saba sabah sabina sabine sabrina sadia sadie sadiq saeed safiya sahar
    saida saima sajid saleem salim sally salma sam samantha samina samir samira
    samuel samuil sana sanaa sandeep sandra sanjay saoirse sara sarah sarika sasha
    saul sayed scott seamus sean sebastian seema selim selina selma septimus serdar
    seren serena sergei sergio seth shabana shabir shabnam shafiq shahid shahida
    shaista shakira shamim shane shannon shanti sharon shaun shay shazia sheila
    shelley shirin shirley shivani shola shona shreya sian sidney sidonie sienna
    silas silvia simon simone simran sinead siobhan sioned siti sive slawomir sobia
    sofia sofie somaya sonia sonya sophia sophie sorcha spencer stacey stanislaw
    stanley stefan stella stephanie stephen steve steven stewart stuart sudha sue
    sufyan sukhdeep suleiman sultan sumaira suman sumayya sunil sunita suresh
    surinder susan susanna suzanne sven svetlana swati sybil sylvia sylvie szymon
    tabitha tadhg tahir taiwo talia taliesin tamara tamas tamsin tamsyn tania tanvir
    tanya tara tariq tarquin tasha tatiana tatjana tayo ted tegwen temitope
    temperance tendai terence teresa terry tessa thabo thaddeus thandi thelma theo
    theodora theodore theresa thi thomas thora tia tiffany tilly tim timothy tina
    tobiah tobias toby todd tom tomas tomasz tommy toni tony tracey tracy trevor
    tricia tristan trudy trystan tuan tudor tulin tunde turan tyler tyrone uche ugo
    ulric uma umair umar una ursula ursuline urszula usha usman vaclav valentin
    valentina valerie vanessa vashti vasile vaughan veena vera verena verity vernon
    veronica vesna vicky victor victoria vijay vikram viktor viktoria vinay vincent
    viola violet virginia vishal vivek vivian vivien vladimir waheed wahid wajid
    waleed walter wanda warren wasim wayne wendy weronika wesley wiktoria wilfred
    wilhelmina will william winifred winston wioletta wojciech wyn xanthe xavier
    xiao xin yakubu yana yanna yara yasir yasmin yasmine yaw yemi yen yetunde yin
    yohannes yolanda yolande yousef youssef yuki yuliya yusuf yvette yvonne zac
    zachary zahid zahra zaid zainab zainul zak zara zbigniew zdenek zebedee zed
    zeeshan zeinab zelda zena zeynep zhang zillah zoe zofia zsofia zubair zuleikha
    zuzanna
    anjali bronwen amabel crispin margery vikram siân joy
    """.split()
)
ALSO_WORDS: Final = frozenset(
    """
    amber april august austin bill carol chase chelsea crystal dale dawn dean devon
    drew ed eve faith fern florence frank gabriel grace grant guy harrison heather
    holly hope iris ivy jack jackson jade jan jasper jay jean jordan joy june kay
    lance lee ling mark max may mercy milan miles mina ming morgan morris nana
    nelson noel norm olive pat patience pearl peggy penny poppy precious rasa ray
    reg rex rob roman rose ross rowan ruby spencer sue sultan tudor victoria violet
    virginia warren wesley whitney will winston
    """.split()
)
"""Those that are words, months or places as well: alone they are no hint."""
FIRST_NAMES: Final = _ONLY_NAMES | ALSO_WORDS
